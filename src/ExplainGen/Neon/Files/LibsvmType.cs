namespace ExplainGen.Neon;

/// <summary>What a model of libsvm does: the <c>svm_type</c> of its file.</summary>
public enum LibsvmType
{
    /// <summary>Classification with a cost (<c>c_svc</c>).</summary>
    CSvc,

    /// <summary>Classification with a bound on the errors (<c>nu_svc</c>).</summary>
    NuSvc,

    /// <summary>Outlier detection (<c>one_class</c>).</summary>
    OneClass,

    /// <summary>Regression with an insensitive tube (<c>epsilon_svr</c>).</summary>
    EpsilonSvr,

    /// <summary>Regression with a bound on the errors (<c>nu_svr</c>).</summary>
    NuSvr,
}
